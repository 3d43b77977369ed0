//! Whole-program tests: a real server, a real WeCom simulator, a real database

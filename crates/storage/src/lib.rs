//! The database: entities, repositories, sealing at rest

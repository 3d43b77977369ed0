//! `Engine`: the databases that the server runs on.

use clap::ValueEnum;

/// A database that the server, and so its tests, can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// A single file; nothing to install
    Sqlite,
    /// PostgreSQL
    Postgres,
    /// MariaDB, which stands for MySQL too
    Mariadb,
}

impl Engine {
    /// All of them, the one that needs nothing first.
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mariadb];

    /// As the command line has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mariadb => "mariadb",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_called_as_the_command_line_calls_it() {
        assert_eq!(Engine::ALL, Engine::value_variants());
        for engine in Engine::ALL {
            assert_eq!(engine.to_possible_value().unwrap().get_name(), engine.name());
        }
    }
}

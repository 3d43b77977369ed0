//! SQLite alone has a file that may not be there.

use migrations::{MigrationError, status};
use tempfile::TempDir;

#[tokio::test]
async fn looking_at_the_status_makes_no_file() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("data").display());
    assert!(matches!(status(&url).await, Err(MigrationError::Unavailable { .. })));
    assert!(!folder.path().join("data").exists());
}

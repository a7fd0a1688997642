"""Everything ever received, as versioned Parquet on a folder or on S3."""

//! What went wrong with a post.

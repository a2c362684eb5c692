//! Reading posts.

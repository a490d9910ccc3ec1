//! Support bundles as a source: archives, layout, and a Kubernetes API over what was collected.

"""Puts what never changes again to object storage: final feed files, manifests of past days."""

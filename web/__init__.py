"""The portal and the API: pages and answers over what `pipelines` does. Handed Resources, opens nothing itself."""

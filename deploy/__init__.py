"""How the services are built, run and provisioned: images, clusters, and the local stack."""

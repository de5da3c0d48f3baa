"""`python -m services.matching serve | migrate`. A list of offerings is loaded with `POST /v1/offerings/import`."""

from libs.delivery.command import main
from services.matching.app import SERVICE

main(SERVICE)

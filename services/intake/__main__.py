"""`python -m services.intake serve|migrate|...`"""

from libs.delivery.command import main
from services.intake.app import SERVICE

main(SERVICE)

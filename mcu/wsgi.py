"""The door for a web server: `mcu.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from mcu.core.parent import follow_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mcu.settings")
follow_server()
application = get_wsgi_application()

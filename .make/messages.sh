#!/usr/bin/env bash
# Collect what the code and the templates say into usr_portal/locale/en/LC_MESSAGES/django.po, to be translated there,
# and compile it. Chinese is the language of the source and needs no catalogue: usr_portal/locale/zh_Hant holds only
# what our libraries leave in another tongue, and is written by hand.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cd "$ROOT"
"$PY" manage.py makemessages --locale en --add-location file --no-wrap --no-obsolete \
    --ignore '.*' --ignore var --ignore tests
# A date that changes with every run would hide what did change.
sed -i '/^"POT-Creation-Date:/d' usr_portal/locale/en/LC_MESSAGES/django.po
compile_messages
LC_ALL=C msgfmt --statistics -o /dev/null usr_portal/locale/en/LC_MESSAGES/django.po

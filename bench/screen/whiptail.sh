#!/bin/sh
# The work of this bench with whiptail or dialog ($1); the items come one a line in $LIST.
set -f
IFS='
'
menu=
for item in $LIST; do menu="$menu$item
 
"; done
"$1" --backtitle 'naar - step 1 of 3: Internet' --title 'Internet' \
  --menu 'Who is your Internet provider? naar knows the settings of these.' 20 70 10 $menu 2>/dev/null
"$1" --backtitle 'naar - step 2 of 3: Internet' --title 'Internet' \
  --inputbox 'What is the name of the router? naar knows the settings of these.' 12 70 2>/dev/null
"$1" --backtitle 'naar - step 3 of 3: Internet' --title 'Internet' --yesno 'Is that right?' 10 70

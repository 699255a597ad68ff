#!/usr/bin/env bash
# How queues behave: each rule, played with keys and read from the screen.
. "$(dirname "$0")/lib.sh"
make_music 12

# Each rule begins in the Library with the tracks of Mezzanine (1) or Dummy (2) under the
# keys; what follows are its steps.
rule() {
	local down=$1 first=$2
	shift 2
	forget_queue
	drive < <(
		printf '# %s\n' "$1"
		printf 'keys 2\nsee "All artists"\nkeys %s\ncursor "%s"\nkeys Tab Tab\ncursor "%s"\n' \
			"$([ "$down" = 1 ] && echo j || echo j j)" \
			"$([ "$down" = 1 ] && echo Massive || echo Portishead)" "$first"
		cat
	)
}

rule 1 Angel "rule 1: NOW, NEXT, THEN, and what follows after that" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys G e
see "Queued Exchange" -1
keys 4
before NOW "▶ Angel"
before "▶ Angel" NEXT
before NEXT Exchange
before Exchange THEN
before THEN Risingson
before Risingson Teardrop
before Teardrop "then For You"
STEPS

rule 1 Angel "rule 2: Enter plays the row, its list goes on from there, NEXT plays first" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys G e
see "Queued Exchange" -1
keys H H j Tab Tab
cursor Mysterons
keys j Enter
see "▶ Strangers" -3
keys 4
before "▶ Strangers" NEXT
before NEXT Exchange
before Exchange THEN
before THEN Roads
gone Risingson
gone Mysterons
keys b
see "▶ Exchange" -3
keys b
see "▶ Roads" -3
STEPS

rule 1 Angel "rule 3: a search hit plays alone, then NEXT, then the old source goes on" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys G e
see "Queued Exchange" -1
keys /
type strangers
cursor Strangers
keys Enter
see "▶ Strangers" -3
keys 4
before "▶ Strangers" NEXT
before NEXT Exchange
before THEN Risingson
gone Mysterons
gone Roads
keys b
see "▶ Exchange" -3
keys b
see "▶ Risingson" -3
STEPS

rule 1 Angel "rule 4: e appends, E goes on top, several keep their order, the music plays on" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys j e
see "Queued Risingson" -1
keys j E
see "Next comes Teardrop" -1
keys H H j Tab Tab
cursor Mysterons
keys M M
keys e
see "2 marked rows" -1
see "▶ Angel" -3
keys Esc 4
before NEXT Teardrop
before Teardrop Mysterons
before Mysterons Strangers
before Strangers THEN
see "4 tracks next" 2
STEPS

rule 1 Angel "rule 5: a row of NEXT leaves when it starts; z walks back through what was heard" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys G e
see "Queued Exchange" -1
pause 300
keys b
see "▶ Exchange" -3
keys 4
gone NEXT
pause 300
keys b
see "▶ Risingson" -3
pause 300
keys z
see "▶ Exchange" -3
pause 300
keys z
see "▶ Angel" -3
STEPS

rule 1 Angel "rule 6: after NEXT the source goes on where it was left" <<'STEPS'
keys j Enter
see "▶ Risingson" -3
keys G e
see "Queued Exchange" -1
pause 300
type ":seek 95%"
keys Enter
see "▶ Exchange" -3
type ":seek 95%"
keys Enter
see "▶ Teardrop" -3
STEPS

rule 1 Angel "rule 7: For You is a source; rows passed over are no skips and stay candidates" <<'STEPS'
keys 1
see "✦"
keys j j Enter
see "▶" -3
see "0:0" -2
keys 4
see "THEN For You"
see "For You goes on as you listen"
keys 6
gone skipped
STEPS

rule 1 Angel "rule 8: e on a pick pins it with its reason" <<'STEPS'
keys 1
see "✦"
keys Enter
see "▶" -3
keys j j e
see Queued -1
keys 4
match "NEXT" 6
match "[✦↺☾+] [a-z]" 7
match "THEN For You" 8
STEPS

rule 1 Angel "rule 9: an album plays from track 1, a track of it from there to its end" <<'STEPS'
keys H
cursor "All albums"
keys j
cursor Mezzanine
keys Enter
see "▶ Angel" -3
keys 4
before THEN Risingson
before Risingson Teardrop
before Teardrop Exchange
keys 2 L
cursor Angel
keys j j Enter
see "▶ Teardrop" -3
keys 4
before THEN Exchange
gone Risingson
keys 2 H
cursor Mezzanine
keys e
see "Queued Mezzanine" -1
keys s
see "Shuffle on" -1
keys 4
before NEXT "▸ Mezzanine"
keys g j Tab
before "▾ Mezzanine" Risingson
before Risingson Exchange
before Exchange THEN
keys s
STEPS

rule 1 Angel "rule 9: a queued album is one block that folds, moves and goes as one" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys Space
see "‖ Angel" -3
keys G e
see "Queued Exchange" -1
keys H H j Tab j
cursor Dummy
keys e
see "Queued Dummy" -1
keys 4
before NEXT Exchange
before Exchange "▸ Dummy"
see "3 tracks"
gone Mysterons
keys g j j
cursor Dummy
keys Tab
see "▾ Dummy"
before Dummy Mysterons
before Mysterons Strangers
before Strangers THEN
keys K
before Mysterons Exchange
before Roads Exchange
keys s
see shuffled
before Mysterons Strangers
before Strangers Roads
keys s Tab
see "▸ Dummy"
gone Mysterons
keys D
see "Removed Dummy" -1
gone "▸ Dummy"
keys u
see "▸ Dummy"
cursor Exchange
keys k
cursor Dummy
keys Enter
see "▶ Mysterons" -3
see "2 tracks"
before Dummy Exchange
STEPS

rule 1 Angel "rule 10: shuffle reorders only THEN, off brings the order back; repeat leaves NEXT" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys H H j Tab Tab
cursor Mysterons
keys e j e
see "Queued Strangers" -1
keys s
see shuffle -2
keys 4
see shuffled
before NEXT Mysterons
before Mysterons Strangers
before Strangers THEN
keys s
see "Shuffle off" -1
gone shuffled
before THEN Risingson
before Risingson Teardrop
before Teardrop Exchange
keys r
see repeat -2
see "2 tracks next" 2
before "THEN" "then from the top"
STEPS

rule 1 Angel "rule 11: the last line says what comes; C toggles and is remembered; silence" <<'STEPS'
keys j j Enter
see "▶ Teardrop" -3
keys 4
see "then For You · C stops here"
keys C
see "then silence"
type ":seek 95%"
keys Enter
see "▶ Exchange" -3
type ":seek 95%"
keys Enter
see "Nothing plays" -3
pause 400
see "Nothing plays" -3
STEPS

rule 1 Angel "rule 11: For You went on, and C still stops it" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys C
see "For You goes on" -1
keys G Enter
see "▶ Exchange" -3
keys 4
see "THEN For You"
see "goes on as you listen · C stops here"
keys C
gone "THEN For You"
see "then silence"
STEPS

rule 1 Angel "rule 11: C was remembered, and takes it back" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys 4
see "then silence"
keys C
see "then For You"
STEPS

rule 1 Angel "rule 12: u restores list and position, U does it again" <<'STEPS'
keys Enter
see "▶ Angel" -3
type ":seek 0:05"
keys Enter
see "0:06" -2
keys H H j Tab Tab
cursor Mysterons
keys Enter
see "▶ Mysterons" -3
keys u
see "▶ Angel" -3
see "0:0" -2
gone "0:00 "
keys 4
before THEN Risingson
keys U
see "▶ Mysterons" -3
see "THEN Portishead"
type ":clear"
keys Enter
gone "THEN Portishead"
keys u
see "THEN Portishead"
before THEN Strangers
STEPS

rule 1 Angel "rule 13: removing what plays lets it finish, X moves on" <<'STEPS'
keys Enter
see "▶ Angel" -3
keys 4
cursor Angel
keys D
see "finishes" -1
see "▶ Angel" -3
keys j
cursor Risingson
keys D
see Removed -1
gone Risingson
keys X
see "▶ Teardrop" -3
type ":seek 0:04"
keys Enter
see "0:05" -2
keys q
ends 0
STEPS

drive <<'STEPS'
# rule 13: after a restart the queue is there, paused at its position
see "‖ Teardrop" -3
see "0:0" -2
gone "0:00 "
keys 4
before NOW Teardrop
before THEN Exchange
STEPS
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Completion for bash offers what the program has.
command -v bash > /dev/null || exit 77
. "$top_srcdir/tests/cli/functions"

"$here/make_snapshot" "$dir/snapshot" || exit 99
complete()
{
	(cd "$dir" && bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _decom; echo ${COMPREPLY[*]}' \
	    "$top_srcdir/docs/completion/decom" "$decom" "$@")
}

complete li | is 'command' list
complete '' | is 'commands' 'refresh list explain check fields adapter policy replay probe record worker'
complete -c x.lua ex | is 'command after options' explain
complete --ver | is 'options before a command' --version
complete list --al | is 'options of a command' '--alignment --all'
complete list --alignment st | is 'labels' stillBusy
complete list --fields support_ | is 'fields' 'support_contract support_start support_end support_cost support_period'
complete fields --format l | is 'formats' luals
complete adapter '' | is 'subcommands' 'list test'
complete replay --ev | is 'options of replay' --every
complete replay keep | is 'policies' keep-standby
complete replay --from '' | is 'no day' ''
complete probe --format '' | is 'formats of probe' 'text json'
complete adapter test sp | is 'adapters' spreadsheetml
finish

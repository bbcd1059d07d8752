#!/usr/bin/env bash
# Publishes the functions and checks what the host needs of it: every [Function], the extensions, the worker's and the host's settings.
# With a folder that was published before, checks only that.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail=0
say() { echo "$1"; fail=1; }

published=${1:-}
if [ -z "$published" ]; then
  published=$work/published
  # Slack's stand-in is allowed for this check only; a deployment publishes with the real package (docs/deploy.md).
  dotnet publish Functions -c Debug -v q -p:AllowSlackStandIn=true -o "$published"
  if ls "$published"/OAuthAttest.StandIns.*.dll >/dev/null 2>&1; then
    if output=$(dotnet publish Functions -c Debug -v q -o "$work/refused" 2>&1); then
      say "A publish with the stand-in is not refused."
    elif ! grep -q OAA0001 <<<"$output"; then
      say "A publish with the stand-in fails for another reason: $output"
    elif [ -e "$work/refused" ]; then
      say "A refused publish has written something."
    fi
  fi
fi

# [Function("Name")] and [Function(nameof(Name))]; anything else is taken as it stands and then missing in the metadata.
grep -rho --include='*.cs' --exclude-dir=bin --exclude-dir=obj '\[Function([^]]*' Functions \
  | sed -E 's/^\[Function\((nameof\(([A-Za-z0-9_.]*)\)|"([^"]*)")\)$/\2\3/' | sort >"$work/source"
tr -d ' \r\n' <"$published/functions.metadata" | grep -o '"name":"[^"]*","scriptFile"' | cut -d'"' -f4 | sort >"$work/metadata"
[ -s "$work/source" ] || say "No [Function] was found in the source."
# One side only: < is missing in the metadata, > is not in the source.
diff "$work/source" "$work/metadata" || say "functions.metadata does not list the functions of the source."

grep -q '"name": *"DurableTask"' "$published/extensions.json" || say "extensions.json lacks DurableTask."
# A timer extension that names no extension of the host (4.3.1 does not: the host brings timers along) cannot stand in extensions.json;
# one that does must.
timers=Microsoft.Azure.Functions.Worker.Extensions.Timer.dll
if grep -q ExtensionInformationAttribute "$published/$timers"; then
  grep -q '"name": *"Timers' "$published/extensions.json" || say "extensions.json lacks Timers."
fi
tr -d ' \r\n' <"$published/functions.metadata" | grep -q '"type":"timerTrigger"' || say "functions.metadata has no timer."
for file in worker.config.json host.json "$timers"; do
  [ -s "$published/$file" ] || say "$file is missing."
done

[ $fail = 0 ] && echo "published: $(wc -l <"$work/metadata") functions, as in the source"
exit $fail

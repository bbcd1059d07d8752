#!/usr/bin/env bash
# Compiles, lints and checks the format of infra/: any word of the compiler is a mistake. The compiler comes from NuGet.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "Skipped: the Bicep compiler is restored for Linux on x64 only."
  exit 0
fi
if ! restored=$(dotnet restore tools/Bicep 2>&1); then
  echo "Skipped: the Bicep compiler cannot be restored here."
  echo "$restored"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# NuGet unpacks without the right to execute.
install -m 755 "$(dotnet msbuild tools/Bicep -getProperty:BicepProgram)" "$work/bicep"

fail=0
say() { echo "$1"; fail=1; }
"$work/bicep" build infra/main.bicep --stdout >/dev/null 2>"$work/said" || fail=1
"$work/bicep" lint infra/main.bicep 2>>"$work/said" >>"$work/said" || fail=1
"$work/bicep" build-params infra/sample.bicepparam --stdout >/dev/null 2>>"$work/said" || fail=1
[ ! -s "$work/said" ] || say "$(sort -u "$work/said")"
for file in infra/*.bicep infra/modules/*.bicep; do
  "$work/bicep" format "$file" --stdout 2>/dev/null | cmp -s - "$file" || say "$file: format it with 'bicep format'"
done
[ $fail = 0 ] && echo "infra/: no warnings"
exit $fail

#!/usr/bin/env bash
# Adds an EF Core migration for the model as it is now.
#   tools/migration.sh AddSomething     adds one
#   tools/migration.sh --initial        before the first release only: replaces all of them by one, Initial
set -euo pipefail
cd "$(dirname "$0")/.."
folder=Core/Persistence/Migrations

usage() { sed -n '2,4p' "$0" | cut -c3-; exit 2; }
[ $# -eq 1 ] || usage
name=$1
case $name in
  --initial) name=Initial; kept=$(mktemp -d); cp -r "$folder" "$kept/"; rm -rf "$folder" ;;
  -*) usage ;;
esac

restore_on_failure() {
  if [ -n "${kept:-}" ]; then rm -rf "$folder"; cp -r "$kept/Migrations" "$folder"; fi
  echo "No migration was written; the folder is as it was." >&2
}
trap restore_on_failure ERR

dotnet tool restore >/dev/null
dotnet build tools/EfDesign -v quiet -nologo -clp:NoSummary
dotnet ef migrations add "$name" --no-build --project Core --startup-project tools/EfDesign --output-dir Persistence/Migrations

# Every migration ends with the embedded SQL files (see Core/Persistence/EmbeddedSql.cs).
written=$(ls "$folder"/*_"$name".cs)
awk '
  /protected override void Up\(/ { up = 1 }
  up && /^        }$/ { print "\n            migrationBuilder.RunEmbeddedSql();"; up = 0 }
  { print }' "$written" > "$written.new"
mv "$written.new" "$written"
# EF writes a byte-order mark; the repository has none.
sed -i '1s/^\xEF\xBB\xBF//' "$folder"/*.cs
trap - ERR
echo "Wrote $written. Read it before you commit it."

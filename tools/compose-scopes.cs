#:project ../Core/Core.csproj
#:property PublishAot=false

// Builds the scope dictionary from the written and reviewed source files, see docs/scopes.md:
//   dotnet run --file tools/compose-scopes.cs -- 2026.11.2     writes the files with this version
//   dotnet run --file tools/compose-scopes.cs -- --check       fails when the files differ from what the sources give
using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Scopes.Composition;

if (args is not [var argument])
{
    Console.Error.WriteLine("Give the new version (year.month.number), or --check.");
    return 2;
}

var folder = Path.Combine(Root(), "Core", "Grants", "Scopes");
var data = Path.Combine(folder, "Data");
var current = DictionaryFiles.ReadManifest(data);
var check = argument == "--check";
if (
    check
        ? current is null
        : argument.Split('.') is not [{ Length: 4 }, { Length: 1 or 2 }, _] parts || !parts.All(part => int.TryParse(part, out _))
)
{
    Console.Error.WriteLine(check ? "There is no dictionary yet." : $"'{argument}' is no version: year.month.number, such as 2026.11.2");
    return 2;
}

try
{
    var entries = ScopeComposer.Compose(ScopeSources.Load(Path.Combine(folder, "Sources")));
    var files = DictionaryFiles.Render(entries, check ? current!.Value.Version : argument);
    var changed = files
        .Where(file => !File.Exists(Path.Combine(data, file.Key)) || File.ReadAllText(Path.Combine(data, file.Key)) != file.Value)
        .ToList();
    if (check)
    {
        Console.WriteLine(
            changed is []
                ? "The scope dictionary is what its sources give."
                : $"Compose it again: {string.Join(", ", changed.Select(file => file.Key))} differ."
        );
        return changed is [] ? 0 : 1;
    }

    Directory.CreateDirectory(data);
    foreach (var (name, text) in changed)
        File.WriteAllText(Path.Combine(data, name), text);
    Console.WriteLine(
        $"{entries.Count} lines; written: "
            + $"{(changed is [] ? "nothing, all is as it was" : string.Join(", ", changed.Select(file => file.Key)))}"
    );
    return 0;
}
catch (InvalidDataException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static string Root([CallerFilePath] string path = "") => Path.GetDirectoryName(Path.GetDirectoryName(path))!;

#:project SampleMaker/SampleMaker.csproj
#:property PublishAot=false

// Generates the files of samples/, the same on every machine, see samples/README.md:
//   dotnet run --file tools/make-samples.cs             writes them, and the counts into the README
//   dotnet run --file tools/make-samples.cs -- --check  fails when the committed files differ from the generated ones
using System.Runtime.CompilerServices;
using OAuthAttest.SampleMaker;

const string Begin = "<!-- counts -->\n";
const string End = "<!-- /counts -->";
var check = args is ["--check"];
if (args.Length > 0 && !check)
{
    Console.Error.WriteLine("Give nothing, or --check.");
    return 2;
}

var folder = Path.Combine(Root(), "samples");
var samples = Samples.Make();
var wanted = samples.Files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);
wanted["README.md"] = WithCounts(File.ReadAllText(Path.Combine(folder, "README.md")));
var stale = ((string[])["graph", "google", "okta", "csv", "roster", "scope-audit"])
    .Select(name => Path.Combine(folder, name)).Where(Directory.Exists)
    .SelectMany(made => Directory.GetFiles(made, "*", SearchOption.AllDirectories))
    .Where(path => !wanted.ContainsKey(Path.GetRelativePath(folder, path).Replace('\\', '/'))).ToList();
var changed = wanted.Where(file => !File.Exists(PathOf(file.Key)) || File.ReadAllText(PathOf(file.Key)) != file.Value).ToList();
if (check)
{
    Console.WriteLine(
        changed is [] && stale is []
            ? "The samples are what is made."
            : $"Make them again: {changed.Count} files differ, {stale.Count} are too many."
    );
    return changed is [] && stale is [] ? 0 : 1;
}

foreach (var (path, text) in changed)
{
    Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
    File.WriteAllText(PathOf(path), text);
}
stale.ForEach(File.Delete);
Console.WriteLine($"{wanted.Count} files; {changed.Count} written, {stale.Count} deleted.\n\n{samples.Counts}");
return 0;

string PathOf(string path) => Path.Combine(folder, path);

string WithCounts(string readme)
{
    var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
    return readme[..begin] + samples.Counts + readme[readme.IndexOf(End, StringComparison.Ordinal)..];
}

static string Root([CallerFilePath] string path = "") => Path.GetDirectoryName(Path.GetDirectoryName(path))!;

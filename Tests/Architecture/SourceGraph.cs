using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OAuthAttest.Tests.Architecture;

/// <summary>A file that names a type, or a member of a type, which another file declares.</summary>
internal sealed record SourceUse(string From, string To, string Type);

/// <summary>The dependencies between files, as the compiler resolves them; <c>using</c> lines would show less.</summary>
internal static class SourceGraph
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None);

    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <param name="files">Path and text; generated code is not needed.</param>
    public static IReadOnlyList<SourceUse> Of(IReadOnlyDictionary<string, string> files)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Value, Options, file.Key)).ToList();
        var compilation = CSharpCompilation.Create(
            "source",
            trees.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, Options)),
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        return
        [
            .. trees
                .AsParallel()
                .SelectMany(tree => UsesOf(compilation, tree))
                .Distinct()
                .OrderBy(use => use.From, StringComparer.Ordinal)
                .ThenBy(use => use.To, StringComparer.Ordinal),
        ];
    }

    /// <summary>The sets of two or more groups that use each other, directly or through others.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Circles(IEnumerable<(string From, string To)> uses)
    {
        var next = uses.Where(use => use.From != use.To).ToLookup(use => use.From, use => use.To, StringComparer.Ordinal);
        var all = next.SelectMany(from => from.Append(from.Key)).Distinct(StringComparer.Ordinal).ToList();
        var reached = all.ToDictionary(group => group, group => Reach(group, next), StringComparer.Ordinal);
        return
        [
            .. all.GroupBy(group =>
                    string.Join(
                        ';',
                        reached[group].Where(other => reached[other].Contains(group)).Append(group).Distinct().Order(StringComparer.Ordinal)
                    )
                )
                .Select(circle => (IReadOnlyList<string>)[.. circle.Order(StringComparer.Ordinal)])
                .Where(circle => circle.Count > 1),
        ];
    }

    private static HashSet<string> Reach(string from, ILookup<string, string> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(next[from]);
        while (open.TryPop(out var group))
        {
            if (!reached.Add(group))
                continue;
            foreach (var other in next[group])
                open.Push(other);
        }
        return reached;
    }

    private static IEnumerable<SourceUse> UsesOf(CSharpCompilation compilation, SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var info = model.GetSymbolInfo(name);
            foreach (var symbol in info.Symbol is { } one ? [one] : info.CandidateSymbols)
            {
                if (Outermost(symbol) is not { } type)
                    continue;
                foreach (
                    var place in type.Locations.Where(place =>
                        place.IsInSource && place.SourceTree != tree && place.SourceTree.FilePath.Length > 0
                    )
                )
                {
                    yield return new SourceUse(tree.FilePath, place.SourceTree!.FilePath, type.Name);
                }
            }
        }
    }

    private static INamedTypeSymbol? Outermost(ISymbol symbol)
    {
        if (symbol is INamespaceSymbol or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or IRangeVariableSymbol)
            return null;
        var whole = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
        var type = (whole as INamedTypeSymbol ?? whole.ContainingType)?.OriginalDefinition;
        while (type?.ContainingType is { } around)
            type = around;
        return type;
    }

    /// <summary>The references of this process, without our own assemblies: their source is compiled instead.</summary>
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("OAuthAttest.", StringComparison.Ordinal) && IsManaged(path))
            .Select(path => MetadataReference.CreateFromFile(path));

    private static bool IsManaged(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}

using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OAuthAttest.Persistence;

/// <summary>
/// The SQL that migrations cannot express in C# (triggers, functions): the files of <c>Core/Persistence/Sql</c>, run in the order of
/// their names. Every migration ends with all of them (<c>tools/migration.sh</c> writes the call), so a changed file is applied by the
/// next migration, and each file must be safe to run again: <c>CREATE OR REPLACE</c>, <c>DROP … IF EXISTS</c>.
/// </summary>
internal static class EmbeddedSql
{
    private const string Folder = "OAuthAttest.Persistence.Sql.";

    /// <summary>The files' text, in the order of their names.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Read()];

    public static void RunEmbeddedSql(this MigrationBuilder migration)
    {
        foreach (var text in Files)
            migration.Sql(text);
    }

    private static IEnumerable<string> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Rosters;

/// <summary>
/// JSON files of several kinds, each given by name. Files whose names differ only by a number at the end (<c>roles-1.json</c>,
/// <c>roles-2.json</c>) are the pages of one list, so that a missing last page is detected.
/// </summary>
internal sealed class RosterFiles(IReadOnlyList<string> files, JsonListShape shape, Reading reading)
{
    public async IAsyncEnumerable<JsonItem<T>> ReadAsync<T>(JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var list in files.Select(Path.GetFullPath).GroupBy(Stem, StringComparer.Ordinal))
        {
            var export = new JsonExport(Path.GetDirectoryName(list.First())!, shape, reading);
            await foreach (var item in export.ReadAsync([.. list], Path.GetFileName(list.Key), type, cancellation))
                yield return item;
        }
    }

    private static string Stem(string file) =>
        Path.Combine(
            Path.GetDirectoryName(file)!,
            Path.GetFileNameWithoutExtension(file).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '-', '_', '.')
        );
}

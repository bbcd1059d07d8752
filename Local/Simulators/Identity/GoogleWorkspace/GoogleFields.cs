namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>The parameter <c>fields</c>, by which a caller asks for a part of an answer.</summary>
/// <remarks>https://developers.google.com/workspace/admin/directory/v1/guides/performance#partial</remarks>
internal static class GoogleFields
{
    /// <summary>The names at the top level: of <c>kind,users(id,name/fullName)</c>, kind and users.</summary>
    public static HashSet<string> Top(string fields)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= fields.Length; i++)
        {
            if (i == fields.Length || fields[i] == ',' && depth == 0)
            {
                names.Add(fields[start..i].Split('(', '/')[0]);
                start = i + 1;
            }
            else
            {
                depth += fields[i] == '(' ? 1 : fields[i] == ')' ? -1 : 0;
            }
        }
        return names;
    }
}

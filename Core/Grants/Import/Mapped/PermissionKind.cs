namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// The column <c>PermissionType</c> of the lists that Microsoft's scripts make, one permission a row (<c>Get-AzureADPSPermissions</c> and
/// its descendants): there an application permission has neither a consent type nor an account.
/// </summary>
internal sealed class PermissionKind
{
    private const string Column = "PermissionType";

    private readonly int ordinal;

    public PermissionKind(IReadOnlyList<string> header)
    {
        ordinal = -1;
        for (var i = 0; i < header.Count; i++)
        {
            if (header[i].Trim().Equals(Column, StringComparison.OrdinalIgnoreCase))
                ordinal = i;
        }
    }

    /// <summary>Null: the row does not tell.</summary>
    public ConsentType? Of(MappedRow row) =>
        ordinal >= 0 && row.Text(ordinal).Trim().Equals("Application", StringComparison.OrdinalIgnoreCase) ? ConsentType.Application : null;
}

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>The row a source stands at.</summary>
internal abstract class MappedRow
{
    public abstract RecordOrigin Origin { get; }

    /// <summary>A column's text; empty where there is none.</summary>
    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>A column's values where the source has lists; null where it has text.</summary>
    public virtual string[]? List(int column) => null;
}

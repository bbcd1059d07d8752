namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>The current row of a source.</summary>
internal abstract class MappedRow
{
    public abstract RecordOrigin Origin { get; }

    /// <summary>A column's text; empty when there is none.</summary>
    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>A column's values if the source has lists; null if it has text.</summary>
    public virtual string?[]? List(int column) => null;

    /// <summary>A column whose value cannot be read at all, and why; null: there is none.</summary>
    public virtual (int Column, string Problem)? Unreadable => null;
}

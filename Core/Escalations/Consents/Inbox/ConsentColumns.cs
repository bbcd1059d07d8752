namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>The columns of a new consent.</summary>
internal static class ConsentColumns
{
    /// <summary>All columns but the id, which the database assigns.</summary>
    public static IReadOnlyList<InsertColumn<ConsentRecord>> All { get; } = InsertColumns.Of<ConsentRecord>();

    /// <summary>Only those of <see cref="ConsentRecord.Facts"/>.</summary>
    public static IReadOnlyList<InsertColumn<ConsentFacts>> OfFacts { get; } =
        InsertColumns.OfPart<ConsentRecord, ConsentFacts>(nameof(ConsentRecord.Facts));
}

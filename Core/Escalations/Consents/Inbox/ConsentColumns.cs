namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>The columns of a new consent.</summary>
internal static class ConsentColumns
{
    public static IReadOnlyList<InsertColumn<ConsentRecord>> All { get; } = InsertColumns.Of<ConsentRecord>();
}

using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>The texts of the messages about remediations.</summary>
internal static class RemediationMessageTexts
{
    public const string FileName = "scope-remediation.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 250, "name! account!");
    public static readonly TextSlot Header = File.Plain("header", 150);
    public static readonly TextSlot Ask = File.Markup("ask", 700, "name! account! source! requestedBy!");
    public static readonly TextSlot Target = File.Markup("target", 350, "id!");
    public static readonly TextSlot Disruptive = File.Markup("disruptive", 200);
    public static readonly TextSlot Call = File.Markup("call", 760, "command!");
    public static readonly TextSlot LongCall = File.Markup("longCall", 300, "name!");
    public static readonly TextSlot Effect = File.Markup("effect", 520, "todo!");
    public static readonly TextSlot NoUndo = File.Markup("noUndo", 200);
    public static readonly TextSlot Until = File.Markup("until", 400, "deadline!");
    public static readonly TextSlot Where = File.Markup("where", 500, "digest! id!");
    public static readonly TextSlot Approve = File.Plain("approve", 75);
    public static readonly TextSlot Decline = File.Plain("decline", 75);
    public static readonly TextSlot Undo = File.Plain("undo", 75);
    public static readonly TextSlot ConfirmTitle = File.Plain("confirmTitle", 100);
    public static readonly TextSlot ConfirmText = File.Plain("confirmText", 300, "name! account!");
    public static readonly TextSlot ConfirmUndoText = File.Plain("confirmUndoText", 300, "name! account!");
    public static readonly TextSlot ConfirmHandOver = File.Plain("confirmHandOver", 300, "name!");
    public static readonly TextSlot ConfirmUndoRunbook = File.Plain("confirmUndoRunbook", 300, "name! account!");
    public static readonly TextSlot ConfirmYes = File.Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = File.Plain("confirmNo", 30);
    public static readonly TextSlot Reminder = File.Markup("reminder", 1500, "who name! account! deadline!");
    public static readonly TextSlot Declined = File.Markup("declined", 500, "name! account! who!");
    public static readonly TextSlot Lapsed = File.Markup("lapsed", 500, "name! account!");
    public static readonly TextSlot NotNeeded = File.Markup("notNeeded", 900, "name! account! why!");
    public static readonly TextSlot Outdated = File.Markup("outdated", 900, "name! account! why!");
    public static readonly TextSlot Failed = File.Markup("failed", 900, "name! account! why!");
    public static readonly TextSlot Done = File.Markup("done", 700, "name! account! who! when!");
    public static readonly TextSlot WasSo = File.Markup("wasSo", 900, "name! account! why!");
    public static readonly TextSlot Taken = File.Markup("taken", 700, "name! account! who! when!");
    public static readonly TextSlot Clean = File.Markup("clean", 900, "name! account! why!");
    public static readonly TextSlot NotClean = File.Markup("notClean", 900, "name! account! why!");
    public static readonly TextSlot Inconclusive = File.Markup("inconclusive", 900, "name! account! why!");
    public static readonly TextSlot Undone = File.Markup("undone", 700, "name! account! who!");
    public static readonly TextSlot UndoFailed = File.Markup("undoFailed", 900, "name! account! why!");
    public static readonly TextSlot Plan = File.Plain("plan", 75, "kind!");

    public static readonly TextSlot DetachPolicy = File.Plain("detachPolicy", 40);
    public static readonly TextSlot DeleteInlinePolicy = File.Plain("deleteInlinePolicy", 40);
    public static readonly TextSlot DeactivateKey = File.Plain("deactivateKey", 40);
    public static readonly TextSlot RollBackPolicyVersion = File.Plain("rollBackPolicyVersion", 40);
    public static readonly TextSlot DenySessions = File.Plain("denySessions", 40);
    public static readonly TextSlot RollBackClientScopes = File.Plain("rollBackClientScopes", 40);
    public static readonly TextSlot SignUserOut = File.Plain("signUserOut", 40);
    public static readonly TextSlot RemoveApplicationScope = File.Plain("removeApplicationScope", 40);
    public static readonly TextSlot RemoveApplicationGrant = File.Plain("removeApplicationGrant", 40);
    public static readonly TextSlot RemoveApplicationAssignment = File.Plain("removeApplicationAssignment", 40);

    public static readonly TextSlot StartRunbook = File.Plain("startRunbook", 40);
    public static readonly TextSlot RunbookDone = File.Markup("runbookDone", 700, "name! account! who! when!");
    public static readonly TextSlot RunbookUndone = File.Markup("runbookUndone", 700, "name! account! who!");

    public static readonly TextSlot HandOverGrants = File.Plain("handOverGrants", 40);
    public static readonly TextSlot HandedOver = File.Markup("handedOver", 700, "name! who! when!");

    public static IReadOnlyList<TextSlot> All => File.Slots;

    /// <summary>What a kind does, as a headline.</summary>
    public static TextSlot Of(RemediationKind kind) => kind switch
    {
        RemediationKind.DetachPolicy => DetachPolicy,
        RemediationKind.DeleteInlinePolicy => DeleteInlinePolicy,
        RemediationKind.DeactivateKey => DeactivateKey,
        RemediationKind.RollBackPolicyVersion => RollBackPolicyVersion,
        RemediationKind.DenySessions => DenySessions,
        RemediationKind.RollBackClientScopes => RollBackClientScopes,
        RemediationKind.SignUserOut => SignUserOut,
        RemediationKind.RemoveApplicationScope => RemoveApplicationScope,
        RemediationKind.RemoveApplicationGrant => RemoveApplicationGrant,
        RemediationKind.RemoveApplicationAssignment => RemoveApplicationAssignment,
        RemediationKind.StartRunbook => StartRunbook,
        RemediationKind.HandOverGrants => HandOverGrants,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

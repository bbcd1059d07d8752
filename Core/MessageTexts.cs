using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Removing;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Alerting;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.Slack.Text;

namespace OAuthAttest;

/// <summary>All texts that a team may reword.</summary>
internal static class MessageTexts
{
    public static readonly TextCatalog Catalog = new(
        [.. RequestTexts.All, .. ReportTexts.All, .. NoteTexts.All, .. EscalationTexts.All, .. FeedTexts.All,
            .. RemovalTexts.All, .. LeadTexts.All, .. EndTexts.All, .. AuditAlertTexts.All, .. ScopeApprovalTexts.All,
            .. RemediationMessageTexts.All],
        TextBudget.Check
    );
}

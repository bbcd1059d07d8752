using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Campaigns.Starting;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Rejected;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Orchestrations;
using OAuthAttest.Revocations;
using OAuthAttest.Rosters;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Paging;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Timers;

namespace OAuthAttest.Persistence;

/// <summary>The tables of OAuthAttest. Each entity has one mapping class, found in this assembly.</summary>
public sealed class OAuthAttestDb(DbContextOptions<OAuthAttestDb> options) : DbContext(options)
{
    public DbSet<DirectoryUser> Users => Set<DirectoryUser>();

    public DbSet<OAuthApp> Apps => Set<OAuthApp>();

    public DbSet<OAuthGrant> Grants => Set<OAuthGrant>();

    public DbSet<InventorySource> Sources => Set<InventorySource>();

    public DbSet<InventoryRun> InventoryRuns => Set<InventoryRun>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<CampaignStartRequest> CampaignStarts => Set<CampaignStartRequest>();

    public DbSet<CampaignSwitch> CampaignSwitches => Set<CampaignSwitch>();

    public DbSet<CampaignParticipant> Participants => Set<CampaignParticipant>();

    public DbSet<CampaignApp> CampaignApps => Set<CampaignApp>();

    public DbSet<CampaignItem> Items => Set<CampaignItem>();

    public DbSet<CampaignExcludedGrants> ExcludedGrants => Set<CampaignExcludedGrants>();

    public DbSet<CampaignStaleSource> StaleSources => Set<CampaignStaleSource>();

    public DbSet<CampaignDecision> Decisions => Set<CampaignDecision>();

    public DbSet<StoredRehearsal> Rehearsals => Set<StoredRehearsal>();

    public DbSet<StoredRehearsalPart> RehearsalParts => Set<StoredRehearsalPart>();

    public DbSet<WorklistItem> Worklist => Set<WorklistItem>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<ConsentRecord> Consents => Set<ConsentRecord>();

    public DbSet<RejectedRecord> RejectedRecords => Set<RejectedRecord>();

    public DbSet<Escalation> Escalations => Set<Escalation>();

    public DbSet<RosterEntry> Roster => Set<RosterEntry>();

    public DbSet<RosterNews> RosterNews => Set<RosterNews>();

    public DbSet<RosterSource> RosterSources => Set<RosterSource>();

    public DbSet<Incident> Incidents => Set<Incident>();

    public DbSet<IncidentAct> IncidentActs => Set<IncidentAct>();

    public DbSet<EscalationEffect> Effects => Set<EscalationEffect>();

    public DbSet<PollWatermark> PollWatermarks => Set<PollWatermark>();

    public DbSet<FeedHealth> FeedHealth => Set<FeedHealth>();

    public DbSet<HeldRecord> HeldRecords => Set<HeldRecord>();

    public DbSet<WatchChannel> WatchChannels => Set<WatchChannel>();

    public DbSet<AuditRun> ScopeAudits => Set<AuditRun>();

    public DbSet<AuditPart> ScopeAuditParts => Set<AuditPart>();

    public DbSet<AuditedChange> ScopeChanges => Set<AuditedChange>();

    public DbSet<AuditRunFinding> ScopeAuditFindings => Set<AuditRunFinding>();

    public DbSet<Remediation> ScopeRemediations => Set<Remediation>();

    public DbSet<ScopeApproval> ScopeApprovals => Set<ScopeApproval>();

    public DbSet<AuditNotice> ScopeAuditNotices => Set<AuditNotice>();

    public DbSet<ScopeExpiryNotice> ScopeExpiryNotices => Set<ScopeExpiryNotice>();

    public DbSet<OrchestrationFailure> OrchestrationFailures => Set<OrchestrationFailure>();

    public DbSet<TimerRun> TimerRuns => Set<TimerRun>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OAuthAttestDb).Assembly);
        SnakeCase.Apply(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        configurationBuilder.Properties<ProviderName>().HaveConversion<ProviderNameConverter>().HaveMaxLength(32);
        configurationBuilder.Properties<CampaignKey>().HaveConversion<CampaignKeyConverter>().HaveMaxLength(32);
    }
}

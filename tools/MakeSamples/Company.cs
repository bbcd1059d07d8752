namespace OAuthAttest.MakeSamples;

/// <summary>Larkspur &amp; Vane: 60 people, and the apps they use. Neither exists.</summary>
internal static class Company
{
    /// <summary>The one who says yes to every app, and the one who has only harmless ones.</summary>
    public const int Collector = 7;
    public const int Harmless = 11;

    private const string FirstNames =
        "Priya Marta Jonas Aiko Tomás Ingrid Wei Noor Femi Lucía Håkon Zofia Émile Rania Oskar Beatriz Kwame Yuki Sander Leila Anton Chiara Dmitri Amara Rune Salma " +
        "Pavel Ines Mateus Freya Hugo Nadia Tariq Elsa Viktor Mina Ravi Greta Omar Linnea Paulo Hana Ilya Dalia Björn Teresa Idris Signe Marco Aisha Niklas Carla Samir " +
        "Olga Felix Joana Emre Vera Luca Tuva";

    private const string LastNames =
        "Raman Oliveira Lindqvist Tanaka Ferreira Solberg Zhang Haddad Adeyemi Prado Nygaard Nowak Laurent Khoury Berg Antunes Mensah Mori Visser Farahani Weber Rossi " +
        "Volkov Okafor Dahl Mansour Dvořák Costa Rocha Holm Almeida Petrova Rahman Krogh Hansen Park Iyer Keller Saleh Ström Mendes Sato Smirnov Aziz Ek Lopes Diallo " +
        "Moe Conti Yusuf Brandt Vieira Nasser Ivanova Roth Pires Demir Novák Greco Lie";

    private static readonly string[] Departments = ["Engineering", "Finance", "Sales", "People", "Operations", "Design"];

    public static IReadOnlyList<Person> People { get; } =
        [.. FirstNames.Split(' ').Zip(LastNames.Split(' ')).Select((name, i) => new Person(i, name.First, name.Second, Departments[i % 6], i == 0 ? null : i < 7 ? 0 : 1 + i % 6))];

    public static App MicrosoftGraph { get; } = new(
        "microsoft-graph", "Microsoft Graph", "Microsoft Services", null,
        "Mail.ReadWrite", "Calendars.ReadWrite", "User.Read.All", "Files.ReadWrite.All", "Sites.FullControl.All", "AuditLog.Read.All", "Directory.Read.All",
        "Directory.ReadWrite.All", "RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All");

    public static IReadOnlyList<App> GraphApps { get; } =
    [
        new("meetloop", "MeetLoop Scheduler", "MeetLoop Inc.", true, "openid", "profile", "Calendars.ReadWrite", "Contacts.Read", "offline_access"),
        new("inkwell", "Inkwell Sign", "Inkwell Documents GmbH", true, "User.Read", "Files.ReadWrite", "offline_access"),
        new("profilecard", "Profile Card", "Cardamom Labs", true, "openid", "profile", "email", "User.Read"),
        new("teamlunch", "Team Lunch 🍜", "Cardamom Labs", false, "openid", "profile", "User.Read"),
        new("mailpilot", "MailPilot AI", "Brightfathom", false, "Mail.ReadWrite", "Mail.Send", "User.Read", "offline_access"),
        new("notehive", "Notehive", "Notehive Ltd", null, "Notes.ReadWrite.All", "User.Read", "Files.Read.All"),
        new("boardroom", "Boardroom Minutes", "Quorum Systems", true, "OnlineMeetings.Read", "Calendars.Read", "Chat.Read"),
        new("urgent", "<!channel> Urgent Sync", "Unknown maker", false, "Chat.ReadWrite", "ChannelMessage.Send", "Files.ReadWrite.All"),
        new("bold", "*Bold* _Moves_ ~Analytics~", "Bold & Sons <b>Ltd</b>", null, "User.Read", "People.Read"),
        new("quoted", "\"Quoted\" 'App' & <Company>", "O'Neil \"Q\" Partners", true, "Tasks.ReadWrite", "User.Read"),
        new("formula", "=HYPERLINK(\"https://larkspur.example\",\"Click\")", "@SUM(1+1)", false, "Mail.Read", "MailboxSettings.ReadWrite"),
        new("rtl", "تقويم الفريق \u202E(gnp.tneve)\u202C", "شركة النخيل", null, "Calendars.Read", "User.Read"),
        new("long", "Enterprise Collaboration, Knowledge, Workflow and Document Intelligence Suite for Regulated Industries (Premium Plus Edition, Europe, Middle East and Africa, "
            + "2026 Long-Term Support Release, including the Add-on for Advanced Retention, the Add-on for Records Management and the Connector for Historical Archives that nobody remembers buying)",
            "Verbose Vendors International Holdings B.V.", true, "Sites.ReadWrite.All", "Files.ReadWrite.All", "User.ReadBasic.All"),
        new("moonbeam", "Moonbeam Beta", null, null, "Moonbeam.ReadWrite.All", "Starlight.Control", "User.Read"),
        new("sync", "Contoso Sync Bridge", "Bridgework AB", true, "Mail.Read", "Calendars.Read"),
        new("backup", "Vaultline Backup", "Vaultline", true, "Files.Read.All", "offline_access"),
        new("siem", "Sentry Hollow SIEM", "Hollow Security", true, "AuditLog.Read.All", "Directory.Read.All"),
        new("provision", "JoinerLeaver", "Onboard Oy", false, "User.ReadWrite.All", "Group.ReadWrite.All"),
        new("tenant-directory", "Company Directory Widget", "Cardamom Labs", true, "User.ReadBasic.All", "People.Read.All"),
        new("tenant-travel", "TripFolder", "TripFolder S.A.", true, "Calendars.ReadWrite", "Mail.Read"),
        new("tenant-crm", "Pipedeck CRM", "Pipedeck", false, "Contacts.ReadWrite", "Mail.Send", "Mail.Read", "offline_access"),
        new("tenant-intranet", "Intranet Search 🔎", "Findwell", null, "Sites.Read.All", "Files.Read.All"),
        new("tenant-legacy", "Old Fileserver Migration (2021)", null, null, "Files.ReadWrite.All", "Sites.FullControl.All"),
    ];

    /// <summary>What makes up the collector's 90 grants.</summary>
    public static IReadOnlyList<App> CollectedApps { get; } =
        [.. Enumerable.Range(1, 90 - GraphApps.Count).Select(i => new App($"trial-{i:00}", $"{Adjective(i)} {Noun(i)} {(i % 7 == 0 ? "✨" : i % 5 == 0 ? "Pro" : "AI")}", $"{Adjective(i + 3)} Labs",
            (i % 3) switch { 0 => true, 1 => false, _ => null }, [.. TrialScopes.Where((_, s) => (i >> (s % 5) & 1) == 1 || s == i % TrialScopes.Length)]))];

    public static IReadOnlyList<App> GoogleApps { get; } =
    [
        new("zap", "Flowstitch Automation", "Flowstitch", null, "https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/gmail.send", "https://www.googleapis.com/auth/spreadsheets"),
        new("cal", "MeetLoop Scheduler", "MeetLoop", null, "https://www.googleapis.com/auth/calendar", "https://www.googleapis.com/auth/userinfo.email"),
        new("login", "Sign in to Recipe Box 🥘", "Recipe Box", null, "openid", "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile"),
        new("mail", "Inbox *Zero* <hero>", null, null, "https://mail.google.com/"),
        new("pdf", "PDF Genie Converter", null, null, "https://www.googleapis.com/auth/drive.readonly"),
        new("phone", "Android Mail", "Handset", null, "https://www.googleapis.com/auth/gmail.modify", "https://www.googleapis.com/auth/contacts"),
        new("quantum", "Quantum Notes", null, null, "https://www.googleapis.com/auth/quantum.teleport", "https://www.googleapis.com/auth/drive.file"),
        new("admin", "Domain Doctor", "Domain Doctor", null, "https://www.googleapis.com/auth/admin.directory.user", "https://www.googleapis.com/auth/admin.directory.group"),
        new("tasks", "ToDo Tortoise 🐢", "Shell Software", null, "https://www.googleapis.com/auth/tasks", "https://www.googleapis.com/auth/calendar.readonly"),
    ];

    public static IReadOnlyList<App> OktaApps { get; } =
    [
        new("portal", "Partner Portal", null, null, "openid", "profile", "email"),
        new("expenses", "Expense Otter 🦦", null, null, "openid", "profile", "offline_access", "expenses:write"),
        new("hr", "HR Handbook \"Beta\"", null, null, "openid", "email", "groups"),
        new("wiki", "Wiki <script>alert(1)</script>", null, null, "openid", "wiki:read", "wiki:write"),
        new("service-scim", "SCIM Provisioner", null, null, "okta.users.manage", "okta.groups.manage", "okta.apps.read"),
        new("service-logs", "Log Shipper", null, null, "okta.logs.read", "okta.dragons.manage"),
    ];

    public static IReadOnlyList<App> SlackApps { get; } =
    [
        new("standup", "Standup Squirrel 🐿️", "Acorn Apps", true, "chat:write", "users:read", "channels:history"),
        new("poll", "Poll, Please", "Simple Polls", false, "commands", "chat:write"),
        new("gif", "=cmd|' /C calc'!A0", null, null, "files:write", "links:read"),
        new("archive", "Archive \"Everything\", Inc.", "Archive, Inc.", null, "channels:history", "groups:history", "im:history", "files:read"),
        new("pony", "Pony Express\n(second line)", null, null, "ponies:write", "chat:write"),
    ];

    private static string[] TrialScopes =>
        ["User.Read", "Mail.Read", "Files.Read", "Calendars.Read", "offline_access", "Contacts.Read", "Files.ReadWrite.All", "Sites.Read.All", "Notes.Read", "Chat.Read", "Mail.Send"];

    private static string Adjective(int i) =>
        "Swift Quiet Amber Lucid Nimble Coral Hidden Rapid Velvet Silver Gentle Clever Sunny Brisk Mellow Polar Rustic".Split(' ')[i * 5 % 17];

    private static string Noun(int i) => "Inbox Planner Canvas Ledger Radar Compass Sketch Recap Digest Scribe Tracker Beacon Summary".Split(' ')[i * 3 % 13];
}

namespace OAuthAttest.Escalations.Decisions;

public enum RosterCategory
{
    Admin = 1,
    Finance = 2,
    Executive = 3,
    Custom = 4,
}

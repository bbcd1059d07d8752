namespace OAuthAttest.Rosters;

public enum RosterCategory
{
    Admin = 1,
    Finance = 2,
    Executive = 3,
    Custom = 4,
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using OAuthAttest.Persistence;

namespace OAuthAttest.EfDesign;

/// <summary>How <c>dotnet ef</c> creates the context. Adding or scripting a migration needs no database.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<OAuthAttestDb>
{
    public static void Main()
    {
        // dotnet ef requires an executable; this one is never run.
    }

    public OAuthAttestDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql().Options);
}

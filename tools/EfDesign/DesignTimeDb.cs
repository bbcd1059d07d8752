using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using OAuthAttest.Persistence;

namespace OAuthAttest.EfDesign;

/// <summary>How <c>dotnet ef</c> makes the context. It needs no database to add or script a migration.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<OAuthAttestDb>
{
    public static void Main()
    {
        // dotnet ef asks for an executable; nothing is ever run.
    }

    public OAuthAttestDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql().Options);
}

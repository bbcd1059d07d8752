using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Evidence;

namespace OAuthAttest;

public static class EvidenceRegistration
{
    /// <summary>Adds the archive of the audit log's heads; without an address none is kept.</summary>
    public static IServiceCollection AddEvidence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EvidenceOptions>(configuration);
        services.AddSingleton<HeadArchive>();
        services.AddSingleton<HeadKeeping>();
        return services;
    }
}

using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
builder.Services.AddOAuthAttest(builder.Configuration);
builder.Services.AddTelemetry(builder.Configuration);

using var host = builder.Build();
if (ConfigurationReport.Find(host.Services) is { } mistakes)
{
    await Console.Error.WriteLineAsync(mistakes);
    return 2;
}

await host.RunAsync();
return 0;

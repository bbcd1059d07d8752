using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>A host that ends at once with exit code 1 and says why.</summary>
internal sealed class HostWithoutWorker(IHost host) : IHost
{
    private const string Message =
        "This build uses the stand-ins (UseStandIns=true), which have no Azure Functions worker inside.\n" +
        "On one machine, run the same functions with:   dotnet run --project Local -- run\n" +
        "For Azure, build with the published packages:  dotnet publish Functions -c Release -p:UseStandIns=false";

    public IServiceProvider Services => host.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Console.Error.WriteLineAsync(Message);
        Environment.ExitCode = 1;
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void Dispose() => host.Dispose();
}

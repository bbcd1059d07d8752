using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Tests.Crash;

/// <summary>The real host in a separate process, which can be killed without any cleanup.</summary>
internal sealed class HostProcess(string connectionString, SlackSimulator slack, IReadOnlyDictionary<string, string> settings) : IDisposable
{
    public const string FunctionKey = "crash-test-function-key";
    private const string ActingKey = "crash-test-acting-key-of-the-test";

    public const string SystemKey = "crash-test-system-key";

    public const string LeadChannel = "C0SECURITY";

    // A start takes two seconds, but much longer on a machine that is busy with builds and other tests.
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(3);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private Process? process;

    public Uri BaseUri { get; } = new($"http://127.0.0.1:{FreePort()}/");

    /// <summary>The output of the newest process, for the message of a failing test.</summary>
    public string Log { get; private set; } = "";

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(SlackSimulator).Assembly.Location);
        foreach (var argument in (string[])["run", "--connection", connectionString, "--url", BaseUri.AbsoluteUri.TrimEnd('/')])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Environment())
            start.Environment[name] = value;
        Log = "";
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Log += line.Data + "\n";
        process.ErrorDataReceived += (_, line) => Log += line.Data + "\n";
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The peak memory of the running process, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            process!.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>The processor time that the running process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>SIGKILL: nothing is flushed, no handler runs.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public Task WhenHealthyAsync() => Until.TrueAsync(
        async () => process is { HasExited: true }
            ? throw new InvalidOperationException($"The host ended by itself:\n{Log}")
            : await GetAsync("api/health") is { IsSuccessStatusCode: true },
        $"the host is healthy; it wrote:\n{Log}", StartTime);

    /// <summary>Null while nothing listens.</summary>
    public async Task<HttpResponseMessage?> GetAsync(string path, string key = FunctionKey)
    {
        try
        {
            return await http.SendAsync(Request(HttpMethod.Get, path, key));
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>The campaign's state from its endpoint; null while there is no response.</summary>
    public async Task<string?> CampaignStateAsync(string key)
    {
        using var answer = await GetAsync($"api/campaigns/{key}");
        if (answer is not { IsSuccessStatusCode: true })
            return null;
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("state").GetString();
    }

    /// <summary>An orchestration's status from the management API; null while there is no response.</summary>
    public async Task<string?> OrchestrationStatusAsync(string instanceId)
    {
        using var answer = await GetAsync($"runtime/webhooks/durabletask/instances/{instanceId}?showInput=false", SystemKey);
        if (answer is not { IsSuccessStatusCode: true })
            return null;
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("runtimeStatus").GetString();
    }

    /// <summary>Repeats the request until there is a response.</summary>
    public async Task<HttpStatusCode> PostAsync(string path, string json)
    {
        HttpStatusCode? status = null;
        await Until.TrueAsync(
            async () => (int)(status = await TryPostAsync(path, json) ?? HttpStatusCode.ServiceUnavailable) < 500,
            $"POST {path} is answered");
        return status!.Value;
    }

    /// <summary>Null while nothing listens.</summary>
    public async Task<HttpStatusCode?> TryPostAsync(string path, string json)
    {
        try
        {
            using var request = Request(HttpMethod.Post, path);
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        http.Dispose();
        process?.Kill();
        process?.Dispose();
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string key = FunctionKey)
    {
        var request = new HttpRequestMessage(method, new Uri(BaseUri, path));
        request.Headers.Add("x-functions-key", key);
        request.Headers.Add("x-acting-key", ActingKey);
        return request;
    }

    private Dictionary<string, string> Environment() => new(settings, StringComparer.Ordinal)
    {
        ["Local__FunctionKey"] = FunctionKey,
        ["Local__ActingKey"] = ActingKey,
        ["Local__SystemKey"] = SystemKey,
        ["Slack__BotToken"] = slack.Options.BotToken,
        ["Slack__SigningSecrets__0"] = slack.Options.SigningSecret,
        ["Slack__BaseUrl"] = slack.BaseUrl.AbsoluteUri,
        ["Slack__LeadChannel"] = LeadChannel,
        // The clock is the real one, and tests run at night and on Sundays too.
        ["Slack__SendingHours"] = "Always",
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

[Collection(nameof(MeasuresTheHeap))]
public sealed class ImportAtScaleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ImportAsync_FourTimesTheGrants_TakesTheSameMemory(bool staged)
    {
        var small = await PeakBytesAsync(50_000, staged);
        var large = await PeakBytesAsync(200_000, staged);

        Assert.True(large < small + 20_000_000, $"{small:N0} bytes for 50,000 grants, {large:N0} for 200,000");
    }

    private static async Task<long> PeakBytesAsync(int grants, bool staged)
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = new LivePeak();

        var result = await inventory.ImportAsync(new ManyGrants(grants, staged), progress: peak);

        Assert.Equal(grants, result.Grants.Added);
        return peak.Bytes - before;
    }

    /// <summary>The largest live heap, measured every 20,000 grants.</summary>
    private sealed class LivePeak : IProgress<ImportProgress>
    {
        private long next = 20_000;

        public long Bytes { get; private set; }

        public void Report(ImportProgress value)
        {
            if (value.Grants < next)
                return;
            next += 20_000;
            Bytes = Math.Max(Bytes, GC.GetTotalMemory(forceFullCollection: true));
        }
    }

    private sealed class ManyGrants(int count, bool remote) : IInventoryReader
    {
        private static readonly string[] Scopes = ["Mail.Read", "User.Read"];

        public string Source => "entra";

        public ProviderName Provider => ProviderName.Entra;

        public bool ListsAllUsers => true;

        public bool IsRemote => remote;

        public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            for (var i = 0; i < 1000; i++)
                yield return new UserRecord($"u{i}");
            for (var i = 0; i < count; i++)
            {
                yield return new GrantRecord
                {
                    Origin = new RecordOrigin("made", i + 1),
                    ExternalId = $"grant-{i * 7919L % 1_000_003:0000000}-{i}",
                    ClientId = $"client-{i % 50}",
                    PrincipalId = $"u{i % 1000}",
                    Consent = ConsentType.Principal,
                    Scopes = Scopes,
                };
            }
        }
    }

    /// <summary>Runs beside no other test: the heap is the process's.</summary>
    [CollectionDefinition(nameof(MeasuresTheHeap), DisableParallelization = true)]
    public sealed class MeasuresTheHeap;
}

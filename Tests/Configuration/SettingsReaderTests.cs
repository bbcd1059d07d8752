using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Functions;
using Xunit;

namespace OAuthAttest.Tests.Configuration;

/// <summary>Every kind of value that an options class may have, including those that none of ours uses today.</summary>
public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_NothingSet_LeavesEveryDefault() => Assert.Equivalent(new SampleOptions(), Read([]), strict: true);

    [Fact]
    public void Read_EveryKind_IsTaken()
    {
        var options = Read(new()
        {
            ["sample:text"] = "  some text ",
            ["Sample:Number"] = "-7",
            ["Sample:Share"] = "0.75",
            ["Sample:Flag"] = "TRUE",
            ["Sample:Colour"] = "green",
            ["Sample:Span"] = "1.02:03:04.5",
            ["Sample:Limit"] = "never",
            ["Sample:Address"] = "https://example.com/",
            ["Sample:Day"] = "2026-12-31",
            ["Sample:Hour"] = "06:30",
            ["Sample:Instant"] = "2026-12-31T01:00:00+01:00",
            ["Sample:Numbers"] = "3, 1,2",
            ["Sample:Weights:Heavy"] = "10",
            ["Sample:Weights:light"] = "1",
            ["Sample:Places:home:Name"] = "Utrecht",
            ["Sample:Stops:1:Name"] = "second",
            ["Sample:Stops:0:Name"] = "first",
            ["Sample:Part:Name"] = "part",
            ["Sample:Size"] = "9",
            ["SampleSchedule"] = "0 0 * * * *",
        });

        Assert.Equal(
            ("some text", -7, 0.75, true, Colour.Green),
            (options.Text, options.Number, options.Share, options.Flag, options.Colour)
        );
        Assert.Equal(
            (new TimeSpan(1, 2, 3, 4, 500), null, "https://example.com/"),
            (options.Span, options.Limit, options.Address!.AbsoluteUri)
        );
        Assert.Equal((new DateOnly(2026, 12, 31), new TimeOnly(6, 30)), (options.Day, options.Hour));
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), options.Instant);
        Assert.Equal([3, 1, 2], options.Numbers);
        Assert.Equal((10, 1, 2), (options.Weights["heavy"], options.Weights["Light"], options.Weights.Count));
        Assert.Equal("Utrecht", options.Places["HOME"].Name);
        Assert.Equal(["first", "second"], options.Stops.Select(stop => stop.Name));
        Assert.Equal(("part", 9, 4), (options.Part.Name, options.Beside.Size, options.Beside.Weight));
        Assert.Equal("0 0 * * * *", options.Schedule);
    }

    [Theory]
    [InlineData("Sample:Number", "1.5", "Sample:Number is '1.5': it must be a whole number.")]
    [InlineData("Sample:Number", "1,000", "Sample:Number is '1,000': it must be a whole number.")]
    [InlineData("Sample:Number", "11", "Sample:Number is 11: it must be -10 to 10.")]
    [InlineData("Sample:Share", "NaN", "Sample:Share is 'NaN': it must be a number.")]
    [InlineData("Sample:Share", "1.5", "Sample:Share is 1.5: it must be a share from 0 to 1.")]
    [InlineData("Sample:Flag", "1", "Sample:Flag is '1': it must be true or false.")]
    [InlineData("Sample:Colour", "blue", "Sample:Colour is 'blue': it must be one of Red, Green.")]
    [InlineData("Sample:Colour", "2", "Sample:Colour is '2': it must be one of Red, Green.")]
    [InlineData("Sample:Colour", "Red,Green", "Sample:Colour is 'Red,Green': it must be one of Red, Green.")]
    [InlineData("Sample:Span", "14", "Sample:Span is '14': it must be a time span such as 14.00:00:00, days before the dot.")]
    [InlineData("Sample:Span", "24:00:00", "Sample:Span is '24:00:00': it must be a time span such as 14.00:00:00, days before the dot.")]
    [InlineData("Sample:Span", "never", "Sample:Span is 'never': it must be a time span such as 14.00:00:00, days before the dot.")]
    [InlineData("Sample:Limit", "00:00:00", "Sample:Limit is 00:00:00: it must be above zero, or Never.")]
    [InlineData(
        "Sample:Limit",
        "soon",
        "Sample:Limit is 'soon': it must be a time span such as 14.00:00:00, days before the dot, or Never."
    )]
    [InlineData(
        "Sample:Address",
        "example.com",
        "Sample:Address is 'example.com': it must be an absolute URL such as https://example.com/."
    )]
    [InlineData(
        "Sample:Address",
        "http://example.com/",
        "Sample:Address is 'http://example.com/': it must be https, except on this machine."
    )]
    [InlineData("Sample:Address", "/tmp", "Sample:Address is '/tmp': it must be an absolute URL that ends with a slash.")]
    [InlineData("Sample:Day", "31/12/2026", "Sample:Day is '31/12/2026': it must be a date such as 2026-12-31.")]
    [InlineData("Sample:Hour", "6 o'clock", "Sample:Hour is '6 o'clock': it must be a time of day such as 06:30.")]
    [InlineData(
        "Sample:Instant",
        "10:00",
        "Sample:Instant is '10:00': it must be a time with its offset such as 2026-12-31T00:00:00Z, or Never."
    )]
    [InlineData("Sample:Numbers", "1,two", "Sample:Numbers:1 is 'two': it must be a whole number.")]
    [InlineData("Sample:Numbers:4", "four", "Sample:Numbers:4 is 'four': it must be a whole number.")]
    [InlineData("Sample:Numbers:0", " ", "Sample:Numbers:0 is empty.")]
    [InlineData("Sample:Numbers:0", "100", "Sample:Numbers:0 is 100: it must be at most 99.")]
    [InlineData(
        "Sample:Numbers:first",
        "1",
        "Sample:Numbers:first is not a setting: entries of a list are numbered, Sample:Numbers:0 is the first."
    )]
    [InlineData("Sample:Weights:heavy", "ten", "Sample:Weights:heavy is 'ten': it must be a whole number.")]
    [InlineData("Sample:Weights:heavy", "0", "Sample:Weights:heavy is 0: it must be at least 1.")]
    [InlineData("Sample:Weights", "10", "Sample:Weights has no value of its own: its settings are Sample:Weights:<name>.")]
    [InlineData("Sample:Places:home:Nam", "x", "Sample:Places:home:Nam is not a setting. Did you mean Sample:Places:home:Name?")]
    [InlineData("Sample:Stops:0:Nmae", "x", "Sample:Stops:0:Nmae is not a setting. Did you mean Sample:Stops:0:Name?")]
    [InlineData("Sample:Stops", "x", "Sample:Stops has no value of its own: its settings are Sample:Stops:0:….")]
    [InlineData("Sample:Part", "x", "Sample:Part has no value of its own: its settings are Sample:Part:….")]
    [InlineData("Sample:Part:Name", "forbidden", "Sample:Part:Name must not be forbidden.")]
    [InlineData("Sample:Number:Of", "1", "Sample:Number:Of is not a setting: Sample:Number is one value.")]
    [InlineData("Sample:Numbr", "1", "Sample:Numbr is not a setting. Did you mean Sample:Number?")]
    [InlineData("Sample:SPNA", "1", "Sample:SPNA is not a setting. Did you mean Sample:Span?")]
    [InlineData("Sample:Schedule", "1", "Sample:Schedule is not a setting. Did you mean SampleSchedule?")]
    [InlineData("Sample:Name", "1", "Sample:Name is not a setting. Did you mean Sample:Places:<name>:Name?")]
    [InlineData("Sample:Sizes", "1", "Sample:Sizes is not a setting. Did you mean Sample:Size?")]
    [InlineData("Sample:Beside:Size", "1", "Sample:Beside is not a setting. Known here: ")]
    [InlineData("SampleSchedule", "daily", "SampleSchedule is 'daily': it must be an NCRONTAB expression of six fields, seconds first.")]
    [InlineData("SampleSchedule", "", "SampleSchedule is '': it must be an NCRONTAB expression of six fields, seconds first.")]
    [InlineData("SampelSchedule", "x", "SampelSchedule is not a setting. Did you mean SampleSchedule?")]
    [InlineData("Samples:Number", "1", "Samples:Number is in no section. Did you mean Sample:Number?")]
    public void Report_OneMistake_IsOneLine(string key, string value, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Report(new() { [key] = value })), StringComparison.Ordinal);

    [Fact]
    public void Report_ListAsOneValueAndByNumbers_IsAMistake() => Assert.Equal(
        "Sample:Numbers is set twice: as one value and as Sample:Numbers:0.",
        Assert.Single(Report(new() { ["Sample:Numbers"] = "1", ["Sample:Numbers:0"] = "2" })));

    [Fact]
    public void Report_LongValueOverSeveralLines_StaysOneShortLine()
    {
        var line = Assert.Single(Report(new() { ["Sample:Number"] = "1\n  - Sample:Flag is fine" + new string('x', 5000) }));

        Assert.InRange(line.Length, 100, 300);
    }

    [Fact]
    public void Report_SecretAtTheWrongPlaces_IsNeverShown()
    {
        string[] places = ["Sample:Part", "Sample:Pin", "Sample:Pin:x", "Sample:Pins", "Sample:Pni"];

        var lines = Report(places.ToDictionary(place => place, _ => (string?)"hush"));

        Assert.Equal(places, lines.Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("hush", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sample", "1")]
    [InlineData("SAMPLE_Number", "x")]
    [InlineData("SampleNumber", "x")]
    [InlineData("Simplicity:Number", "x")]
    [InlineData("Other:Number", "x")]
    public void Report_SettingsOfOtherPrograms_AreLeftAlone(string key, string value) => Assert.Empty(Report(new() { [key] = value }));

    [Fact]
    public void Report_ValueThatCannotBeRead_IsNoMistakeOfALaterRule() =>
        Assert.Equal(
            "Sample:Text is '" + new string('x', 100) + "…': it must be short.",
            Assert.Single(Report(new() { ["Sample:Text"] = new string('x', 200) })));

    private static SampleOptions Read(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<SampleOptions>>().Value;

    private static List<string> Report(Dictionary<string, string?> settings) => ConfigurationReport.Find(Services(settings)) is { } report
        ? [.. report.Split('\n').Skip(1).Select(line => line["  - ".Length..])]
        : [];

    private static ServiceProvider Services(Dictionary<string, string?> settings) =>
        new ServiceCollection().AddSettings<SampleOptions>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();

    public enum Colour
    {
        Red = 1,
        Green = 2,
    }

    [SettingsSection("Sample")]
    public sealed class SampleOptions : IChecked
    {
        [Short]
        public string Text { get; set; } = "default";

        [Bounds(AtLeast = "-10", AtMost = "10")]
        public int Number { get; set; } = 1;

        [Share]
        public double Share { get; set; } = 0.5;

        public bool Flag { get; set; }

        public Colour Colour { get; set; } = Colour.Red;

        public TimeSpan Span { get; set; }

        [Bounds(Above = "00:00:00")]
        public TimeSpan? Limit { get; set; } = TimeSpan.FromDays(1);

        [ServiceAddress]
        public Uri? Address { get; set; }

        public DateOnly Day { get; set; }

        public TimeOnly Hour { get; set; }

        public DateTimeOffset? Instant { get; set; }

        [Bounds(AtMost = "99")]
        public IReadOnlyList<int> Numbers { get; set; } = [];

        [Bounds(AtLeast = "1")]
        public IReadOnlyDictionary<string, int> Weights { get; set; } = new Dictionary<string, int>();

        public IReadOnlyDictionary<string, Place> Places { get; set; } = new Dictionary<string, Place>();

        public IReadOnlyList<Place> Stops { get; set; } = [];

        public Place Part { get; set; } = new() { Name = "default" };

        [SameLevel]
        public Measures Beside { get; set; } = new(3);

        [Secret, Bounds(AtMost = "9999")]
        public int Pin { get; set; }

        [TopLevel("SampleSchedule"), Schedule]
        public string Schedule { get; set; } = "0 * * * * *";

        // A refused text is replaced by the default; checking that again would report a second mistake.
        public void Check(Mistakes mistakes)
        {
            if (mistakes.Has(nameof(Text)))
                mistakes.Add(nameof(Text), "is told twice.");
        }
    }

    public sealed record Place : IChecked
    {
        public required string Name { get; init; }

        public void Check(Mistakes mistakes)
        {
            if (Name == "forbidden")
                mistakes.Add(nameof(Name), "must not be forbidden.");
        }
    }

    public sealed record Measures(int Size)
    {
        public int Weight { get; init; } = 4;
    }

    private sealed class ShortAttribute : RuleAttribute
    {
        public override string? Unmet(object value) => ((string)value).Length <= 100 ? null : "short";
    }
}

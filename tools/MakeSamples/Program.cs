// Writes samples/ anew: the exports of a company that does not exist, Larkspur & Vane, in the wire formats of its providers.
//   dotnet run --project tools/MakeSamples
// The same files come out every time. What is in them stands in samples/README.md.
using System.Runtime.CompilerServices;
using OAuthAttest.MakeSamples;

var output = new Output(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "samples")));
new GraphSample(output, new Random(1)).Write();
new GoogleSample(output, new Random(2)).Write();
new OktaSample(output, new Random(3)).Write();
new CsvSample(output, new Random(4)).Write();
CompanySample.Write(output);
Console.WriteLine($"Wrote {output.Folder}.");

static string Here([CallerFilePath] string path = "") => path;

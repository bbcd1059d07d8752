using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Run;

var root = new RootCommand("OAuthAttest on one machine.")
{
    RunVerb.Create(),
};

return await VerbRunner.RunAsync(root, args);

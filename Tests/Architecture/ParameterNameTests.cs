using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace OAuthAttest.Tests.Architecture;

public sealed class ParameterNameTests
{
    /// <summary>The runtime's name for it, which an override or implementation of a runtime method must keep (CA1725).</summary>
    private const string OfTheRuntime = "cancellationToken";

    [Fact]
    public void CancellationTokens_InAllMethods_HaveOneName()
    {
        var others =
            from file in RepositoryFiles.Sources("Core", "Functions", "Local", "Tests", "Bench")
            from method in CSharpSyntaxTree
                .ParseText(File.ReadAllText(file))
                .GetRoot()
                .DescendantNodes()
                .OfType<BaseMethodDeclarationSyntax>()
            from parameter in method.ParameterList.Parameters
            where parameter.Type?.ToString() == nameof(CancellationToken) && !IsRight(method, parameter.Identifier.Text)
            select $"{Path.GetRelativePath(RepositoryFiles.Root, file)}: {parameter.Identifier.Text}";

        Assert.Empty(others);
    }

    private static bool IsRight(BaseMethodDeclarationSyntax method, string name) =>
        name == "cancellation"
        || (name == OfTheRuntime && (method.Modifiers.Any(SyntaxKind.OverrideKeyword) || ImplementsTheRuntime(method)));

    // Methods of IHostedService.
    private static bool ImplementsTheRuntime(BaseMethodDeclarationSyntax method) =>
        method
            is MethodDeclarationSyntax
        {
            Identifier.Text: "StartAsync" or "StopAsync",
            Parent: ClassDeclarationSyntax { BaseList: not null }
        };
}

using System.Net;
using System.Text;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Rosters.Okta;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Escalations.RosterReading;

/// <summary>Answers that leave something out: it is asked for, or the reading has an error; nobody is left out in silence.</summary>
public sealed class UnfinishedAnswersTests
{
    private static readonly Uri Address = new("https://directory.example.com/");

    [Fact]
    public async Task Entra_PrincipalThatWasNotExpanded_IsAskedFor_AndADeletedOneIsNobody()
    {
        var reader = new GraphDirectoryReader(Api(new EntraAuthorization(new FixedToken("t"), new EntraConnection { TenantId = "t" }), new()
        {
            ["/v1.0/roleManagement/directory/roleDefinitions"] =
                """{"value":[{"id":"r1","templateId":"r1","displayName":"Global Administrator"}]}""",
            ["/v1.0/roleManagement/directory/roleAssignments"] =
                """
                {"value":[{"id":"a1","roleDefinitionId":"r1","principalId":"u1","directoryScopeId":"/"},
                          {"id":"a2","roleDefinitionId":"r1","principalId":"gone","directoryScopeId":"/"}]}
                """,
            ["/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"] = """{"value":[]}""",
            ["/v1.0/directoryObjects/u1"] = """{"@odata.type":"#microsoft.graph.user","id":"u1","mail":"ana@example.com"}""",
        }));
        var reading = new Reading(10);

        var record = Assert.Single(await reader.ReadAsync(reading, CancellationToken.None));

        Assert.Equal(("u1", "ana@example.com", "Global Administrator"), (record.ExternalId, record.Email, record.Role));
        Assert.Equal(0, reading.Errors.Count);
    }

    [Fact]
    public async Task Okta_GroupThatDoesNotTellWhetherItHasARole_IsAnError()
    {
        var reader = new OktaDirectoryReader(Api(new OktaAuthorization("token"), new()
        {
            ["/api/v1/iam/assignees/users"] = """{"value":[]}""",
            ["/api/v1/groups"] = """[{"id":"00g1","profile":{"name":"Everyone"}}]""",
        }));
        var reading = new Reading(10);

        Assert.Empty(await reader.ReadAsync(reading, CancellationToken.None));

        Assert.Equal("_embedded.stats.hasAdminPrivilege", Assert.Single(reading.Errors.Listed).Field);
    }

    private static ProviderApi Api(IProviderAuthorization authorization, Dictionary<string, string> answers) =>
        new(new Answering(answers), new ProviderAccess("Directory", Address, TimeSpan.FromSeconds(30), authorization), TimeProvider.System);

    private sealed class Answering(Dictionary<string, string> answers) : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = answers.GetValueOrDefault(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(answer is null ? HttpStatusCode.NotFound : HttpStatusCode.OK)
            {
                Content = new StringContent(answer ?? "{}", Encoding.UTF8, "application/json"),
                RequestMessage = request,
            });
        }
    }
}

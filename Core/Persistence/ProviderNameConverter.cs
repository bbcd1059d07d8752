using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OAuthAttest.Grants;

namespace OAuthAttest.Persistence;

public sealed class ProviderNameConverter() : ValueConverter<ProviderName, string>(name => name.ToString(), text => ProviderName.Parse(text));

using System.ComponentModel.DataAnnotations;

namespace OAuthAttest.Functions;

/// <summary>Where PostgreSQL is.</summary>
public sealed class DatabaseOptions
{
    [Required(ErrorMessage = "ConnectionStrings:OAuthAttest is missing: the Npgsql connection string of the database.")]
    public string ConnectionString { get; set; } = "";
}

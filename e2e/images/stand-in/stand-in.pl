#!/usr/bin/perl
# A stand-in, not the real program: answers the questions of the health checks of Qdrant, Grafana and Open WebUI by meaning,
# for images that cannot be had where the tests run. Port by STAND_IN_PORT, default 6333 (Qdrant).
use strict;
use warnings;
use IO::Socket::INET;

my %answers = (
  '/readyz'     => 'all shards are ready',
  '/api/health' => '{"database":"ok","version":"stand-in"}',
  '/health'     => '{"status":true}',
  '/health/db'  => '{"status":true}',
);

# As Qdrant: the key of the configuration file it is started with.
my $key = '';
if (@ARGV == 2 && $ARGV[0] eq '--config-path') {
  open my $file, '<', $ARGV[1] or die "cannot read $ARGV[1]: $!\n";
  while (my $line = <$file>) { $key = $1 if $line =~ /api_key:\s*'(.*)'\s*$/ }
  $key =~ s/''/'/g;
}

my $port = $ENV{STAND_IN_PORT} // 6333;
$SIG{TERM} = $SIG{INT} = sub { exit 0 };
my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 16, ReuseAddr => 1) or die "cannot listen on $port: $!\n";
$| = 1;
print "stand-in listens on $port\n";
while (my $client = $server->accept) {
  my $first = <$client> // '';
  my $given = '';
  while (my $line = <$client>) {
    last if $line =~ /^\r?\n$/;
    $given = $1 if $line =~ /^api-key:\s*(.*?)\r?\n$/i;
  }
  my ($path) = $first =~ m{^GET (\S+)};
  my ($status, $body) = ('404 Not Found', '{"status":"not found"}');
  if (defined $path && exists $answers{$path}) { ($status, $body) = ('200 OK', $answers{$path}) }
  elsif (defined $path && $path eq '/collections') {
    ($status, $body) = $given eq $key ? ('200 OK', '{"result":{"collections":[]},"status":"ok","time":0}') : ('401 Unauthorized', 'Must provide an API key');
  }
  print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
  close $client;
}

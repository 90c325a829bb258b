set -eu

# Free ports, so that two jobs can run on one machine. Not with npx, because npx does not forward the signal that ends the mock.
./node_modules/.bin/mock-entra --json --back-channel-port 0 --front-channel-port 0 >mock-entra.json &
mock=$!
trap 'kill $mock' EXIT
until [ -s mock-entra.json ]; do
  kill -0 $mock
  sleep 0.1
done

# Its line of JSON has all addresses.
where_is() { node -p "JSON.parse(fs.readFileSync('mock-entra.json', 'utf8')).$1"; }
AUTHORITY_HOST=$(where_is authorityHost)
GRAPH_BASE_URL=$(where_is graphBaseUrl)
MOCK_ENTRA_URL=$(where_is frontChannelUrl)
NODE_EXTRA_CA_CERTS=$(where_is caPath)
export AUTHORITY_HOST GRAPH_BASE_URL MOCK_ENTRA_URL NODE_EXTRA_CA_CERTS

npm test

set -eu

# Free ports, so that two jobs on one machine do not meet. Not by npx, which does not pass the signal on that ends the mock.
./node_modules/.bin/mock-entra --json --back-channel-port 0 --front-channel-port 0 >mock-entra.json &
mock=$!
trap 'kill $mock' EXIT
until [ -s mock-entra.json ]; do
  kill -0 $mock
  sleep 0.1
done

# Its line of JSON says where everything is.
where_is() { node -p "JSON.parse(fs.readFileSync('mock-entra.json', 'utf8')).$1"; }
AUTHORITY_HOST=$(where_is authorityHost)
GRAPH_BASE_URL=$(where_is graphBaseUrl)
MOCK_ENTRA_URL=$(where_is frontChannelUrl)
NODE_EXTRA_CA_CERTS=$(where_is caPath)
export AUTHORITY_HOST GRAPH_BASE_URL MOCK_ENTRA_URL NODE_EXTRA_CA_CERTS

npm test
